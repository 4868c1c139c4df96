#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fcntl.h>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

/// What the live test of exports needs: sites that answer with their name, a DNS question with client subnet, an HTTP question with a
/// forwarded address, and daemons that end with the test. Loopback only, short time limits everywhere.
namespace loopback {

inline sockaddr_in at(const std::string& address, int port) {
  sockaddr_in a{};
  a.sin_family = AF_INET;
  a.sin_port = htons(static_cast<std::uint16_t>(port));
  inet_pton(AF_INET, address.c_str(), &a.sin_addr);
  return a;
}

inline bool send_all(int fd, const std::string& text) {
  std::size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t n = ::send(fd, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) return false;
    sent += static_cast<std::size_t>(n);
  }
  return true;
}

inline bool readable(int fd, int ms) {
  pollfd p{fd, POLLIN, 0};
  return ::poll(&p, 1, ms) > 0;
}

/// A port that nothing listens on now.
inline int free_port(const std::string& address = "127.0.0.1") {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in a = at(address, 0);
  socklen_t size = sizeof a;
  if (::bind(fd, reinterpret_cast<sockaddr*>(&a), sizeof a) != 0) a.sin_port = 0;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&a), &size);
  ::close(fd);
  return ntohs(a.sin_port);
}

/// Answers every request with its name, or with 503 while it is down.
class Site {
 public:
  Site(std::string name, const std::string& address, int port) : name_(std::move(name)) {
    fd_ = ::socket(AF_INET, SOCK_STREAM, 0);
    const int yes = 1;
    ::setsockopt(fd_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    const sockaddr_in a = at(address, port);
    listening_ = ::bind(fd_, reinterpret_cast<const sockaddr*>(&a), sizeof a) == 0 && ::listen(fd_, 256) == 0;
    thread_ = std::thread([this] { serve(); });
  }
  ~Site() {
    stop_ = true;
    thread_.join();
    ::close(fd_);
  }
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;
  [[nodiscard]] bool listening() const { return listening_; }
  void down(bool yes) { down_ = yes; }

 private:
  void serve() {
    while (!stop_) {
      if (!listening_ || !readable(fd_, 50)) {
        if (!listening_) std::this_thread::sleep_for(std::chrono::milliseconds(50));
        continue;
      }
      const int c = ::accept(fd_, nullptr, nullptr);
      if (c < 0) continue;
      std::string request;
      char part[2048];
      while (request.find("\r\n\r\n") == request.npos && readable(c, 500)) {
        const ssize_t n = ::recv(c, part, sizeof part, 0);
        if (n <= 0) break;
        request.append(part, static_cast<std::size_t>(n));
      }
      const std::string body = name_ + "\n";
      send_all(c, std::string(down_ ? "HTTP/1.1 503 Service Unavailable" : "HTTP/1.1 200 OK") +
                      "\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
                      "\r\n\r\n" + body);
      ::close(c);
    }
  }
  std::string name_;
  int fd_ = -1;
  bool listening_ = false;
  std::atomic<bool> stop_{false}, down_{false};
  std::thread thread_;
};

/// Body of the answer to a GET from `client`; empty when there is none within a second or the status is not 200.
inline std::string http_get(const std::string& address, int port, const std::string& client, bool batch) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  const timeval limit{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  const sockaddr_in a = at(address, port);
  std::string answer;
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&a), sizeof a) == 0 &&
      send_all(fd, "GET / HTTP/1.1\r\nHost: infer\r\nX-Forwarded-For: " + client + "\r\n" +
                       (batch ? "X-GW-Class: batch\r\n" : "") + "Connection: close\r\n\r\n")) {
    char part[4096];
    while (readable(fd, 1500)) {
      const ssize_t n = ::recv(fd, part, sizeof part, 0);
      if (n <= 0) break;
      answer.append(part, static_cast<std::size_t>(n));
    }
  }
  ::close(fd);
  if (answer.find(" 200") == answer.npos) return {};
  const std::size_t head = answer.find("\r\n\r\n");
  std::string body = head == answer.npos ? "" : answer.substr(head + 4);
  for (const char* name : {"seoul", "frankfurt", "virginia"})  // the body may come in chunks
    if (body.find(name) != body.npos) return name;
  return {};
}

/// First A record of `name`, asked with an EDNS client subnet /24 of `client`; empty when none comes within a second.
inline std::string dns_a(const std::string& address, int port, const std::string& name, const std::string& client) {
  std::string q{"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x01", 12};
  for (std::size_t from = 0; from < name.size();) {
    const std::size_t dot = std::min(name.find('.', from), name.size());
    q += static_cast<char>(dot - from);
    q += name.substr(from, dot - from);
    from = dot + 1;
  }
  q += std::string{"\x00\x00\x01\x00\x01", 5};                           // end, type A, class IN
  q += std::string{"\x00\x00\x29\x10\x00\x00\x00\x00\x00\x00\x0b", 11};  // OPT, 4096 bytes, 11 bytes of data
  q += std::string{"\x00\x08\x00\x07\x00\x01\x18\x00", 8};               // client subnet, IPv4, /24
  const sockaddr_in c = at(client, 0);
  q.append(reinterpret_cast<const char*>(&c.sin_addr), 3);
  const int fd = ::socket(AF_INET, SOCK_DGRAM, 0);
  const sockaddr_in a = at(address, port);
  std::string out;
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&a), sizeof a) == 0 && ::send(fd, q.data(), q.size(), 0) > 0 &&
      readable(fd, 1000)) {
    unsigned char r[4096];
    const ssize_t n = ::recv(fd, r, sizeof r, 0);
    std::size_t i = 12, size = n > 0 ? static_cast<std::size_t>(n) : 0;
    while (i < size && r[i] != 0) i += r[i] + 1u;
    i += 5;
    for (int answers = size > 12 ? r[6] * 256 + r[7] : 0; answers > 0 && i + 12 <= size; --answers) {
      if ((r[i] & 0xc0) == 0xc0)
        i += 2;
      else {
        while (i < size && r[i] != 0) i += r[i] + 1u;
        ++i;
      }
      if (i + 10 > size) break;
      const int type = r[i] * 256 + r[i + 1], length = r[i + 8] * 256 + r[i + 9];
      i += 10;
      if (type == 1 && length == 4 && i + 4 <= size) {
        char text[INET_ADDRSTRLEN];
        inet_ntop(AF_INET, r + i, text, sizeof text);
        out = text;
        break;
      }
      i += static_cast<std::size_t>(length);
    }
  }
  ::close(fd);
  return out;
}

/// Full path of a program, also in the folders of daemons; nothing when it is not installed.
inline std::optional<std::string> program(const std::string& name) {
  for (const char* folder : {"/usr/sbin/", "/usr/bin/", "/sbin/", "/usr/local/sbin/", "/usr/local/bin/"})
    if (::access((folder + name).c_str(), X_OK) == 0) return folder + name;
  return {};
}

/// A child process in a group of its own; ended with the object, and by the kernel should the test die.
class Daemon {
 public:
  Daemon(const std::vector<std::string>& words, const std::filesystem::path& log) {
    std::vector<char*> argv;
    for (const std::string& w : words) argv.push_back(const_cast<char*>(w.c_str()));
    argv.push_back(nullptr);
    const int out = ::open(log.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0644);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::setpgid(0, 0);
      ::prctl(PR_SET_PDEATHSIG, SIGTERM);
      ::dup2(out, 1), ::dup2(out, 2);
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
    ::close(out);
  }
  ~Daemon() {
    ::kill(pid_, SIGTERM);
    for (int k = 0; k < 40 && running(); ++k) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    if (running()) ::kill(-pid_, SIGKILL), ::waitpid(pid_, nullptr, 0);
  }
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;
  [[nodiscard]] bool running() {
    if (ended_) return false;
    ended_ = ::waitpid(pid_, nullptr, WNOHANG) != 0;
    return !ended_;
  }

 private:
  pid_t pid_ = -1;
  bool ended_ = false;
};

}  // namespace loopback
