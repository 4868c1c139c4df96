# cmake -DFILE=x.cpp -DCOMPILER=g++ "-DINCLUDES=a;b" -P run.cmake
# The file must compile as it stands and must not with -DBAD_LINE, for the reason its first line expects.
file(STRINGS ${FILE} first LIMIT_COUNT 1)
if(NOT first MATCHES "^// expect: (.+)$")
  message(FATAL_ERROR "${FILE}: the first line must be '// expect: <regular expression of the message>'")
endif()
set(expected "${CMAKE_MATCH_1}")
list(TRANSFORM INCLUDES PREPEND -I OUTPUT_VARIABLE includes)
set(compile ${COMPILER} -std=c++20 -fsyntax-only -Wall -Wextra -Werror ${includes})
set(ENV{LC_ALL} C)  # plain quotes in messages

execute_process(COMMAND ${compile} ${FILE} RESULT_VARIABLE good ERROR_VARIABLE message)
if(good)
  message(FATAL_ERROR "without its bad line ${FILE} must compile, but:\n${message}")
endif()
execute_process(COMMAND ${compile} -DBAD_LINE ${FILE} RESULT_VARIABLE bad ERROR_VARIABLE message)
if(NOT bad)
  message(FATAL_ERROR "with its bad line ${FILE} compiles; it must not")
endif()
if(NOT message MATCHES "${expected}")
  message(FATAL_ERROR "${FILE} is refused, but not because of '${expected}':\n${message}")
endif()
