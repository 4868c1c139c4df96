# Compiler settings of every target built here. Nothing of this is exported to those who link the installed library.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)  # the same archives serve the Python module
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release, Debug, RelWithDebInfo" FORCE)
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
  set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")  # rooms with inner loops ask for more (HOT in gw_room)
  set(CMAKE_CXX_FLAGS_DEBUG "-Og -g1")
endif()

if(PROJECT_IS_TOP_LEVEL)
  # A designated initialiser leaves out what keeps its default: that is the point of it, not an oversight.
  add_compile_options(-Wall -Wextra -Wconversion -Wno-missing-field-initializers)
  if(GRIDWRIGHT_WERROR)
    add_compile_options(-Werror)
  endif()
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    add_compile_options(-Wno-sign-conversion)  # as with g++, whose -Wconversion leaves it out for C++
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14)
    # False alarms of g++ 12 inside std::string and std::optional when it inlines (GCC bugs 105651, 105329, 80635).
    add_compile_options(-Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds)
  endif()
endif()

if(GRIDWRIGHT_SANITIZE)
  add_compile_options(-fsanitize=${GRIDWRIGHT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -g1)
  add_link_options(-fsanitize=${GRIDWRIGHT_SANITIZE})
endif()

if(GRIDWRIGHT_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# Same sources in another build folder are compiled once: paths are hashed relative to the build folder.
find_program(GW_CCACHE ccache)
mark_as_advanced(GW_CCACHE)
if(GW_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER AND PROJECT_IS_TOP_LEVEL)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${GW_CCACHE})
endif()

if(PROJECT_IS_TOP_LEVEL AND CMAKE_SYSTEM_NAME STREQUAL "Linux")
  add_link_options(-Wl,--as-needed)  # a program loads only the libraries it calls
endif()

# A faster linker where there is one; sanitizers keep the default.
find_program(GW_MOLD mold)
find_program(GW_LLD ld.lld)
mark_as_advanced(GW_MOLD GW_LLD)
if(PROJECT_IS_TOP_LEVEL AND NOT GRIDWRIGHT_SANITIZE)
  if(GW_MOLD)
    add_link_options(-fuse-ld=mold)
  elseif(GW_LLD AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    add_link_options(-fuse-ld=lld)
  endif()
endif()
