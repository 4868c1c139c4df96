// Kernels of a decoder on a GPU and their times: matrix products through cuBLAS when its library is there (loaded at run time, so that the program starts
// without it), else tiled tensor-core products of our own; attention, norms and copies of our own: a floor under what a tuned library reaches.
// Times are CUDA events around one run each, after warm-up; weights and caches walk through a pool larger than the second-level cache.
#include <cublas_v2.h>
#include <cuda_bf16.h>
#include <cuda_runtime.h>
#include <dlfcn.h>
#include <mma.h>

#include <algorithm>
#include <functional>

#include "gpu_kernels.hpp"

namespace gridwright::compute::gpu {
namespace {

using bf16 = __nv_bfloat16;

// ---------------------------------------------------------------- device code

__global__ void empty_kernel() {}

__global__ void fill(bf16* x, size_t n, float value) {
  for (size_t i = blockIdx.x * size_t(blockDim.x) + threadIdx.x; i < n; i += size_t(gridDim.x) * blockDim.x) x[i] = __float2bfloat16(value * float(i % 17 - 8));
}

__global__ void copy(const float4* from, float4* to, size_t n) {
  for (size_t i = blockIdx.x * size_t(blockDim.x) + threadIdx.x; i < n; i += size_t(gridDim.x) * blockDim.x) to[i] = from[i];
}

/// y = x / rms(x); one block a row.
__global__ void rms_norm(const bf16* x, bf16* y, int width) {
  __shared__ float sums[32];
  const bf16* row = x + size_t(blockIdx.x) * width;
  float sum = 0.0f;
  for (int i = threadIdx.x; i < width; i += blockDim.x) {
    const float v = __bfloat162float(row[i]);
    sum += v * v;
  }
  for (int lane = 16; lane > 0; lane /= 2) sum += __shfl_down_sync(0xffffffffu, sum, lane);
  if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = sum;
  __syncthreads();
  float all = 0.0f;
  for (int w = 0; w < int(blockDim.x / 32); ++w) all += sums[w];
  const float scale = rsqrtf(all / width + 1e-6f);
  for (int i = threadIdx.x; i < width; i += blockDim.x) y[size_t(blockIdx.x) * width + i] = __float2bfloat16(__bfloat162float(row[i]) * scale);
}

constexpr int tile = 64, depth = 32;  ///< of the product without cuBLAS: 64 x 64 outputs a block of four warps

/// c[m,n] = a[m,k] b[n,k]T, all row by row; k a multiple of 32. Rows and columns beyond the edge are zero and are not written.
__global__ void tiled_gemm(const bf16* a, const bf16* b, bf16* c, int m, int n, int k) {
  using namespace nvcuda;
  __shared__ bf16 left[tile][depth + 8], right[tile][depth + 8];
  __shared__ float out[tile][tile + 4];
  const int row = blockIdx.y * tile, column = blockIdx.x * tile, warp = threadIdx.x / 32;
  wmma::fragment<wmma::accumulator, 16, 16, 16, float> sum[4];
  for (auto& s : sum) wmma::fill_fragment(s, 0.0f);
  for (int at = 0; at < k; at += depth) {
    for (int i = threadIdx.x; i < tile * depth; i += blockDim.x) {
      const int r = i / depth, d = i % depth;
      left[r][d] = row + r < m ? a[size_t(row + r) * k + at + d] : __float2bfloat16(0.0f);
      right[r][d] = column + r < n ? b[size_t(column + r) * k + at + d] : __float2bfloat16(0.0f);
    }
    __syncthreads();
    for (int d = 0; d < depth; d += 16) {
      wmma::fragment<wmma::matrix_a, 16, 16, 16, bf16, wmma::row_major> x;
      wmma::load_matrix_sync(x, &left[warp * 16][d], depth + 8);
      for (int j = 0; j < 4; ++j) {
        wmma::fragment<wmma::matrix_b, 16, 16, 16, bf16, wmma::col_major> y;
        wmma::load_matrix_sync(y, &right[j * 16][d], depth + 8);
        wmma::mma_sync(sum[j], x, y, sum[j]);
      }
    }
    __syncthreads();
  }
  for (int j = 0; j < 4; ++j) wmma::store_matrix_sync(&out[warp * 16][j * 16], sum[j], tile + 4, wmma::mem_row_major);
  __syncthreads();
  for (int i = threadIdx.x; i < tile * tile; i += blockDim.x) {
    const int r = i / tile, j = i % tile;
    if (row + r < m && column + j < n) c[size_t(row + r) * n + column + j] = __float2bfloat16(out[r][j]);
  }
}

constexpr int dim = 128;         ///< of a head

/// One token of each sequence against a stretch of its cache: partial softmax sums of every query head, joined by decode_join. A warp takes a key at a
/// time, each lane four of its 128 numbers; `group` query heads share a key-value head; cache laid out [sequence][kv head][context][dim].
template <int group>
__global__ void decode_part(const bf16* q, const bf16* keys, const bf16* values, float* partial, int context, int stretch) {
  const int head = blockIdx.x, warp = threadIdx.x / 32, lane = threadIdx.x % 32, warps = blockDim.x / 32;
  const int first = blockIdx.y * stretch, last = min(first + stretch, context);
  float query[group][4], sum[group][4] = {}, most[group], weight[group] = {};
#pragma unroll
  for (int g = 0; g < group; ++g) {
    most[g] = -1e30f;
    for (int d = 0; d < 4; ++d) query[g][d] = __bfloat162float(q[(size_t(head) * group + g) * dim + lane * 4 + d]) * 0.08838834764f;
  }
  for (int t = first + warp; t < last; t += warps) {
    const size_t at = (size_t(head) * context + t) * dim + lane * 4;
    float key[4], value[4];
    for (int d = 0; d < 4; ++d) key[d] = __bfloat162float(keys[at + d]), value[d] = __bfloat162float(values[at + d]);
  #pragma unroll
  for (int g = 0; g < group; ++g) {
      float score = query[g][0] * key[0] + query[g][1] * key[1] + query[g][2] * key[2] + query[g][3] * key[3];
      for (int l = 16; l > 0; l /= 2) score += __shfl_xor_sync(0xffffffffu, score, l);
      const float top = fmaxf(most[g], score), old = __expf(most[g] - top), now = __expf(score - top);
      weight[g] = weight[g] * old + now, most[g] = top;
      for (int d = 0; d < 4; ++d) sum[g][d] = sum[g][d] * old + now * value[d];
    }
  }
  // [head][stretch][warp][group][dim + 2]
  float* to = partial + ((size_t(head) * gridDim.y + blockIdx.y) * warps + warp) * group * (dim + 2);
#pragma unroll
  for (int g = 0; g < group; ++g) {
    for (int d = 0; d < 4; ++d) to[g * (dim + 2) + lane * 4 + d] = sum[g][d];
    if (lane == 0) to[g * (dim + 2) + dim] = most[g], to[g * (dim + 2) + dim + 1] = weight[g];
  }
}

__global__ void decode_join(const float* partial, bf16* out, int parts, int group) {
  const int head = blockIdx.x, g = blockIdx.y, d = threadIdx.x;
  const float* from = partial + (size_t(head) * parts * group + g) * (dim + 2);
  float most = -1e30f, weight = 0.0f, sum = 0.0f;
  for (int p = 0; p < parts; ++p) most = fmaxf(most, from[size_t(p) * group * (dim + 2) + dim]);
  for (int p = 0; p < parts; ++p) {
    const float* part = from + size_t(p) * group * (dim + 2);
    const float scale = __expf(part[dim] - most);
    weight += scale * part[dim + 1], sum += scale * part[d];
  }
  out[(size_t(head) * group + g) * dim + d] = __float2bfloat16(sum / weight);
}

constexpr int q_rows = 64, k_rows = 32;  ///< of a causal prompt: 64 queries a block, 32 keys at a time

struct PromptTiles {
  bf16 q[q_rows][dim + 8], k[k_rows][dim + 8], v[k_rows][dim + 8], p[q_rows][k_rows + 8];
  float s[q_rows][k_rows + 4], o[q_rows][dim + 4];
  float most[q_rows], weight[q_rows];
};

/// Causal attention of whole prompts, one pass over the keys with running maxima; [prompt][head][token][dim], kv heads shared by `group` query heads.
__global__ void prompt_attention(const bf16* q, const bf16* keys, const bf16* values, bf16* out, int tokens, int group) {
  using namespace nvcuda;
  extern __shared__ __align__(128) unsigned char raw[];
  PromptTiles& t = *reinterpret_cast<PromptTiles*>(raw);
  const int head = blockIdx.y, first = blockIdx.x * q_rows, warp = threadIdx.x / 32;
  const bf16 *mine = q + (size_t(head) * tokens + first) * dim, *k = keys + size_t(head / group) * tokens * dim, *v = values + size_t(head / group) * tokens * dim;
  for (int i = threadIdx.x; i < q_rows * dim; i += blockDim.x) {
    t.q[i / dim][i % dim] = mine[i];
    t.o[i / dim][i % dim] = 0.0f;
  }
  if (threadIdx.x < q_rows) t.most[threadIdx.x] = -1e30f, t.weight[threadIdx.x] = 0.0f;
  for (int at = 0; at < first + q_rows; at += k_rows) {
    __syncthreads();
    for (int i = threadIdx.x; i < k_rows * dim; i += blockDim.x) t.k[i / dim][i % dim] = k[size_t(at) * dim + i], t.v[i / dim][i % dim] = v[size_t(at) * dim + i];
    __syncthreads();
    for (int j = 0; j < k_rows; j += 16) {  // a warp has 16 rows
      wmma::fragment<wmma::accumulator, 16, 16, 16, float> s;
      wmma::fill_fragment(s, 0.0f);
      for (int d = 0; d < dim; d += 16) {
        wmma::fragment<wmma::matrix_a, 16, 16, 16, bf16, wmma::row_major> x;
        wmma::fragment<wmma::matrix_b, 16, 16, 16, bf16, wmma::col_major> y;
        wmma::load_matrix_sync(x, &t.q[warp * 16][d], dim + 8);
        wmma::load_matrix_sync(y, &t.k[j][d], dim + 8);
        wmma::mma_sync(s, x, y, s);
      }
      wmma::store_matrix_sync(&t.s[warp * 16][j], s, k_rows + 4, wmma::mem_row_major);
    }
    __syncthreads();
    if (threadIdx.x < q_rows) {
      const int r = threadIdx.x;
      float top = t.most[r];
      for (int j = 0; j < k_rows; ++j)
        if (at + j <= first + r) top = fmaxf(top, t.s[r][j] * 0.08838834764f);
      const float old = __expf(t.most[r] - top);
      float sum = t.weight[r] * old;
      for (int j = 0; j < k_rows; ++j) {
        const float e = at + j <= first + r ? __expf(t.s[r][j] * 0.08838834764f - top) : 0.0f;
        t.p[r][j] = __float2bfloat16(e), sum += e;
      }
      t.most[r] = top, t.weight[r] = sum;
      for (int d = 0; d < dim; ++d) t.o[r][d] *= old;
    }
    __syncthreads();
    for (int d = 0; d < dim; d += 16) {
      wmma::fragment<wmma::accumulator, 16, 16, 16, float> o;
      wmma::load_matrix_sync(o, &t.o[warp * 16][d], dim + 4, wmma::mem_row_major);
      for (int j = 0; j < k_rows; j += 16) {
        wmma::fragment<wmma::matrix_a, 16, 16, 16, bf16, wmma::row_major> x;
        wmma::fragment<wmma::matrix_b, 16, 16, 16, bf16, wmma::row_major> y;
        wmma::load_matrix_sync(x, &t.p[warp * 16][j], k_rows + 8);
        wmma::load_matrix_sync(y, &t.v[j][d], dim + 8);
        wmma::mma_sync(o, x, y, o);
      }
      wmma::store_matrix_sync(&t.o[warp * 16][d], o, dim + 4, wmma::mem_row_major);
    }
  }
  __syncthreads();
  for (int i = threadIdx.x; i < q_rows * dim; i += blockDim.x) out[(size_t(head) * tokens + first) * dim + i] = __float2bfloat16(t.o[i / dim][i % dim] / t.weight[i / dim]);
}

// ---------------------------------------------------------------- libraries that may not be there

template <class Function>
bool load(void* library, const char* name, Function& to) {
  to = library != nullptr ? reinterpret_cast<Function>(dlsym(library, name)) : nullptr;
  return to != nullptr;
}
void* open_first(std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (void* library = dlopen(name, RTLD_NOW | RTLD_LOCAL)) return library;
  return nullptr;
}

class Cublas {
 public:
  Cublas() {
    void* library = open_first({"libcublas.so.13", "libcublas.so.12", "libcublas.so.11", "libcublas.so"});
    cublasStatus_t (*create)(cublasHandle_t*) = nullptr;
    if (load(library, "cublasCreate_v2", create) && load(library, "cublasGemmEx", product_) && create(&handle_) != CUBLAS_STATUS_SUCCESS) handle_ = nullptr;
  }
  bool usable() const { return handle_ != nullptr && product_ != nullptr; }
  /// Row-major c[m,n] = a[m,k] b[n,k]T is column-major c'[n,m] = b'T a'.
  bool gemm(const bf16* a, const bf16* b, bf16* c, int m, int n, int k) const {
    const float one = 1.0f, zero = 0.0f;
    return product_(handle_, CUBLAS_OP_T, CUBLAS_OP_N, n, m, k, &one, b, CUDA_R_16BF, k, a, CUDA_R_16BF, k, &zero, c, CUDA_R_16BF, n, CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT) == CUBLAS_STATUS_SUCCESS;
  }

 private:
  cublasHandle_t handle_ = nullptr;
  cublasStatus_t (*product_)(cublasHandle_t, cublasOperation_t, cublasOperation_t, int, int, int, const void*, const void*, cudaDataType, int, const void*, cudaDataType, int,
                             const void*, void*, cudaDataType, int, cublasComputeType_t, cublasGemmAlgo_t) = nullptr;
};

/// Clock and power of device 0 through the driver's management library; zeros where it cannot be read.
class Nvml {
 public:
  Nvml() {
    void* library = open_first({"libnvidia-ml.so.1"});
    int (*init)() = nullptr;
    int (*by_bus)(const char*, void**) = nullptr;
    char bus[32] = {};
    usable_ = load(library, "nvmlInit_v2", init) && load(library, "nvmlDeviceGetHandleByPciBusId_v2", by_bus) && load(library, "nvmlDeviceGetClockInfo", clock_) &&
              load(library, "nvmlDeviceGetPowerUsage", power_) && cudaDeviceGetPCIBusId(bus, sizeof bus, 0) == cudaSuccess && init() == 0 && by_bus(bus, &device_) == 0;
  }
  double sm_mhz() const {
    unsigned value = 0;
    return usable_ && clock_(device_, 1, &value) == 0 ? value : 0.0;  // NVML_CLOCK_SM
  }
  double power_w() const {
    unsigned milliwatt = 0;
    return usable_ && power_(device_, &milliwatt) == 0 ? 1e-3 * milliwatt : 0.0;
  }

 private:
  bool usable_ = false;
  void* device_ = nullptr;
  int (*clock_)(void*, int, unsigned*) = nullptr;
  int (*power_)(void*, unsigned*) = nullptr;
};

// ---------------------------------------------------------------- timing

bool good(cudaError_t status, Report& report, const char* what) {
  if (status == cudaSuccess) return true;
  if (report.error.empty()) report.error = std::string(what) + ": " + cudaGetErrorString(status);
  return false;
}

class Timer {
 public:
  Timer(Report& report, int runs) : report_(report), runs_(runs) { cudaEventCreate(&start_), cudaEventCreate(&stop_); }
  ~Timer() { cudaEventDestroy(start_), cudaEventDestroy(stop_); }

  /// Median, least and 90th percentile of one run; clock and power are read while more runs are queued.
  void time(Timed row, const std::function<bool()>& work) {
    if (!report_.error.empty()) return;
    for (int i = 0; i < 3; ++i)
      if (!work()) return fail("a kernel could not be started");
    if (!good(cudaDeviceSynchronize(), report_, row.kernel.c_str())) return;
    std::vector<double> seconds;
    for (int i = 0; i < runs_; ++i) {
      float ms = 0.0f;
      cudaEventRecord(start_), work(), cudaEventRecord(stop_);
      if (!good(cudaEventSynchronize(stop_), report_, row.kernel.c_str()) || !good(cudaEventElapsedTime(&ms, start_, stop_), report_, "event")) return;
      seconds.push_back(1e-3 * ms);
    }
    std::sort(seconds.begin(), seconds.end());
    row.runs = runs_, row.least_s = seconds.front(), row.median_s = seconds[seconds.size() / 2], row.p90_s = seconds[seconds.size() * 9 / 10];
    const int queued = std::clamp(int(0.05 / std::max(row.median_s, 1e-6)), 1, 2000);  // about 50 ms of work
    for (int i = 0; i < queued; ++i) work();
    row.sm_mhz = nvml_.sm_mhz(), row.power_w = nvml_.power_w();
    if (good(cudaDeviceSynchronize(), report_, row.kernel.c_str())) report_.kernels.push_back(std::move(row));
  }
  double last_s() const { return report_.kernels.empty() ? 0.0 : report_.kernels.back().median_s; }
  double idle_w() const { return nvml_.power_w(); }

 private:
  void fail(const char* why) {
    if (report_.error.empty()) report_.error = why;
  }
  Report& report_;
  int runs_;
  cudaEvent_t start_ = nullptr, stop_ = nullptr;
  Nvml nvml_;
};

/// Device memory handed out in stretches, so that no run finds its weights in the cache.
class Pool {
 public:
  Pool(size_t elements, Report& report) : size_(elements) {
    if (good(cudaMalloc(&all_, elements * sizeof(bf16)), report, "device memory")) fill<<<4096, 256>>>(all_, elements, 0.01f);
  }
  ~Pool() { cudaFree(all_); }
  bf16* next(size_t elements) {
    if (at_ + elements > size_) at_ = 0;
    bf16* from = all_ + at_;
    at_ += (elements + 127) / 128 * 128;
    return from;
  }
  size_t size() const { return size_; }

 private:
  bf16* all_ = nullptr;
  size_t size_, at_ = 0;
};

Timed named(const char* kernel, const char* source) {
  Timed t;
  t.kernel = kernel, t.source = source, t.dtype = "bfloat16";
  return t;
}

void time_floors(Timer& timer, Report& report) {
  timer.time(named("launch", "own"), [] {
    for (int i = 0; i < 100; ++i) empty_kernel<<<1, 32>>>();
    return cudaGetLastError() == cudaSuccess;
  });
  report.launch_s = timer.last_s() / 100.0;
  cudaStream_t stream = nullptr;
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t replay = nullptr;
  if (!good(cudaStreamCreate(&stream), report, "stream")) return;
  cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal);
  for (int i = 0; i < 100; ++i) empty_kernel<<<1, 32, 0, stream>>>();
  if (cudaStreamEndCapture(stream, &graph) == cudaSuccess && cudaGraphInstantiate(&replay, graph, 0) == cudaSuccess) {
    timer.time(named("graph_replay", "own"), [&] { return cudaGraphLaunch(replay, nullptr) == cudaSuccess; });
    report.graph_s = timer.last_s() / 100.0;
    cudaGraphExecDestroy(replay), cudaGraphDestroy(graph);
  }
  cudaStreamDestroy(stream);
}

void time_copies(Timer& timer, Pool& pool, Report& report) {
  const size_t half = pool.size() / 2 / 8 * 8;
  timer.time(named("copy", "own"), [&] {
    bf16* all = pool.next(pool.size());
    copy<<<8192, 256>>>(reinterpret_cast<const float4*>(all), reinterpret_cast<float4*>(all + half), half * sizeof(bf16) / sizeof(float4));
    return cudaGetLastError() == cudaSuccess;
  });
  if (timer.last_s() > 0.0) report.copy_gb_s = 2.0 * half * sizeof(bf16) / timer.last_s() * 1e-9;
  for (int rows : {1, 64, 1024, 8192}) {
    Timed row = named("rms_norm", "own");
    row.m = rows, row.n = 8192;
    timer.time(row, [&] {
      rms_norm<<<rows, 256>>>(pool.next(size_t(rows) * 8192), pool.next(size_t(rows) * 8192), 8192);
      return cudaGetLastError() == cudaSuccess;
    });
  }
}

void time_products(Timer& timer, Pool& pool) {
  const Cublas cublas;
  constexpr int layers[][2] = {{1024, 1024}, {4096, 1024}, {1024, 4096}, {4096, 4096}, {6144, 4096}, {14336, 4096}, {4096, 14336}, {8192, 8192}, {28672, 8192}, {8192, 28672}, {128256, 4096}};
  for (const auto& [n, k] : layers)
    for (int m : {1, 8, 32, 128, 512, 2048, 8192}) {
      if (size_t(n) * k + size_t(m) * (size_t(n) + k) > pool.size() / 2) continue;
      Timed row = named("gemm", cublas.usable() ? "cublas" : "own");
      row.m = m, row.n = n, row.k = k;
      timer.time(row, [&, n = n, k = k] {
        const bf16 *a = pool.next(size_t(m) * k), *b = pool.next(size_t(n) * k);
        bf16* c = pool.next(size_t(m) * n);
        if (cublas.usable()) return cublas.gemm(a, b, c, m, n, k);
        tiled_gemm<<<dim3((n + tile - 1) / tile, (m + tile - 1) / tile), 128>>>(a, b, c, m, n, k);
        return cudaGetLastError() == cudaSuccess;
      });
    }
}

void time_decode_attention(Timer& timer, Pool& pool, Report& report) {
  constexpr int warps = 4, stretch_most = 512;
  float* partial = nullptr;
  if (!good(cudaMalloc(&partial, size_t{1} << 30), report, "device memory")) return;
  for (int group : {1, 8})
    for (int batch : {1, 8, 64})
      for (int context : {256, 1024, 4096, 16384, 65536}) {
        const int kv_heads = 8, heads = batch * kv_heads, parts = (context + stretch_most - 1) / stretch_most;
        const size_t cache = size_t(heads) * context * dim;
        if (3 * cache > pool.size() || size_t(heads) * parts * warps * group * (dim + 2) * sizeof(float) > (size_t{1} << 30)) continue;
        Timed row = named("attention_decode", "own");
        row.batch = batch, row.isl = 1, row.step = context, row.kv_heads = kv_heads, row.heads = kv_heads * group, row.head_dim = dim;
        timer.time(row, [&] {
          const bf16* q = pool.next(size_t(heads) * group * dim);
          const bf16 *keys = pool.next(cache), *values = pool.next(cache);
          if (group == 1) decode_part<1><<<dim3(heads, parts), warps * 32>>>(q, keys, values, partial, context, stretch_most);
          else decode_part<8><<<dim3(heads, parts), warps * 32>>>(q, keys, values, partial, context, stretch_most);
          decode_join<<<dim3(heads, group), dim>>>(partial, pool.next(size_t(heads) * group * dim), parts * warps, group);
          return cudaGetLastError() == cudaSuccess;
        });
      }
  cudaFree(partial);
}

void time_prompt_attention(Timer& timer, Pool& pool, Report& report) {
  const int bytes = int(sizeof(PromptTiles));
  if (!good(cudaFuncSetAttribute(prompt_attention, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes), report, "shared memory of the prompt kernel")) return;
  for (int group : {1, 8})
    for (int batch : {1, 4})
      for (int tokens : {256, 1024, 4096, 16384}) {
        const int kv_heads = 4, heads = batch * kv_heads * group;
        const size_t rows = size_t(heads) * tokens * dim, shared = size_t(batch) * kv_heads * tokens * dim;
        if (2 * rows + 2 * shared > pool.size()) continue;
        Timed row = named("attention_prefill", "own");
        row.batch = batch, row.isl = tokens, row.kv_heads = kv_heads, row.heads = kv_heads * group, row.head_dim = dim;
        timer.time(row, [&] {
          const bf16 *q = pool.next(rows), *keys = pool.next(shared), *values = pool.next(shared);
          prompt_attention<<<dim3(tokens / q_rows, heads), 128, bytes>>>(q, keys, values, pool.next(rows), tokens, group);
          return cudaGetLastError() == cudaSuccess;
        });
      }
}

/// All-reduce over all devices through NCCL, where there are several and its library is there.
void time_all_reduce(int runs, Report& report) {
  if (report.devices < 2) return;
  void* library = open_first({"libnccl.so.2"});
  int (*init_all)(void**, int, const int*) = nullptr;
  int (*all_reduce)(const void*, void*, size_t, int, int, void*, cudaStream_t) = nullptr;
  int (*begin)() = nullptr;
  int (*end)() = nullptr;
  if (!load(library, "ncclCommInitAll", init_all) || !load(library, "ncclAllReduce", all_reduce) || !load(library, "ncclGroupStart", begin) || !load(library, "ncclGroupEnd", end)) return;
  constexpr int half = 6, sum = 0;  // ncclFloat16, ncclSum
  const int n = report.devices;
  std::vector<void*> comms(n), buffers(n);
  std::vector<cudaStream_t> streams(n);
  if (init_all(comms.data(), n, nullptr) != 0) return;
  constexpr size_t largest = size_t{64} << 20;
  for (int d = 0; d < n; ++d)
    if (cudaSetDevice(d) != cudaSuccess || cudaMalloc(&buffers[d], 2 * largest) != cudaSuccess || cudaStreamCreate(&streams[d]) != cudaSuccess) return;
  for (size_t elements = 512; elements <= largest; elements *= 8) {
    cudaEvent_t start, stop;
    cudaSetDevice(0), cudaEventCreate(&start), cudaEventCreate(&stop);
    std::vector<double> seconds;
    for (int i = 0; i < runs + 3; ++i) {
      cudaSetDevice(0), cudaEventRecord(start, streams[0]);
      begin();
      for (int d = 0; d < n; ++d) all_reduce(buffers[d], buffers[d], elements, half, sum, comms[d], streams[d]);
      end();
      cudaEventRecord(stop, streams[0]);
      for (int d = 0; d < n; ++d) cudaSetDevice(d), cudaStreamSynchronize(streams[d]);
      float ms = 0.0f;
      if (i >= 3 && cudaEventElapsedTime(&ms, start, stop) == cudaSuccess) seconds.push_back(1e-3 * ms);
    }
    cudaEventDestroy(start), cudaEventDestroy(stop);
    if (seconds.empty()) break;
    std::sort(seconds.begin(), seconds.end());
    Timed row = named("all_reduce", "nccl");
    row.dtype = "half", row.ranks = n, row.elements = double(elements), row.runs = int(seconds.size());
    row.least_s = seconds.front(), row.median_s = seconds[seconds.size() / 2], row.p90_s = seconds[seconds.size() * 9 / 10];
    report.kernels.push_back(row);
  }
  cudaSetDevice(0);
}

}  // namespace

Report measure(int runs) {
  Report report;
  if (const cudaError_t status = cudaGetDeviceCount(&report.devices); status != cudaSuccess || report.devices == 0) {
    report.error = status == cudaSuccess || status == cudaErrorNoDevice ? "no CUDA device" : std::string("no CUDA device: ") + cudaGetErrorString(status);
    return report;
  }
  cudaDeviceProp about{};
  if (!good(cudaSetDevice(0), report, "device 0") || !good(cudaGetDeviceProperties(&about, 0), report, "device 0")) return report;
  report.device = about.name, report.memory_gb = 1e-9 * double(about.totalGlobalMem);
  if (about.major < 8) {
    report.error = report.device + " has no 16-bit tensor arithmetic of this kind (compute capability 8.0 or newer is needed)";
    return report;
  }
  Timer timer(report, std::max(5, runs));
  report.idle_w = timer.idle_w();
  {
    Pool pool(std::min<size_t>(about.totalGlobalMem / 2 / sizeof(bf16), size_t{6} << 30), report);
    if (report.error.empty()) {
      time_floors(timer, report);
      time_copies(timer, pool, report);
      time_products(timer, pool);
      time_decode_attention(timer, pool, report);
      time_prompt_attention(timer, pool, report);
    }
  }
  if (report.error.empty()) time_all_reduce(std::max(5, runs), report);
  return report;
}

}  // namespace gridwright::compute::gpu
