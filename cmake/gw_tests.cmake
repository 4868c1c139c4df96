# gw_test_program(<name> FILES a_test.cpp ... NEEDS core ... [PRIVATE_ROOT dir])
#
# makes the executable test_<name> from the files and one shared doctest main, and registers one ctest a file, so that
# ctest runs them side by side and names the file that fails.
set(GW_TEST_FILES_LIST ${PROJECT_BINARY_DIR}/test_files.txt)  # read by the architecture test
if(GRIDWRIGHT_TESTS)
  file(WRITE ${GW_TEST_FILES_LIST} "")
  add_library(gridwright_test_main OBJECT ${PROJECT_SOURCE_DIR}/tests/support/doctest_main.cpp)
  target_link_libraries(gridwright_test_main PUBLIC ${GW_LIB_doctest})
  target_compile_features(gridwright_test_main PUBLIC cxx_std_20)
endif()

function(gw_test_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "PRIVATE_ROOT;TIMEOUT" "FILES;NEEDS;USES")
  if(NOT arg_FILES)
    return()
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  set(target test_${name})
  list(TRANSFORM arg_NEEDS PREPEND gridwright::)
  add_executable(${target} ${arg_FILES})
  gw_libraries(libraries doctest rapidcheck fmt json toml zlib netcdf threads ${arg_USES})
  target_link_libraries(${target} PRIVATE ${arg_NEEDS} gridwright_test_main ${libraries})
  target_include_directories(${target} PRIVATE ${arg_PRIVATE_ROOT} ${PROJECT_SOURCE_DIR}/tests/support)
  target_compile_definitions(${target} PRIVATE GRIDWRIGHT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  foreach(file IN LISTS arg_FILES)
    file(RELATIVE_PATH relative ${PROJECT_SOURCE_DIR} ${file})
    file(APPEND ${GW_TEST_FILES_LIST} "${relative}\n")
    get_filename_component(stem ${file} NAME_WE)
    string(REGEX REPLACE "_test$" "" stem ${stem})
    set(test ${name}.${stem})
    add_test(NAME ${test} COMMAND ${target} --source-file=*${relative})
    set_tests_properties(${test} PROPERTIES TIMEOUT ${arg_TIMEOUT} WORKING_DIRECTORY ${PROJECT_BINARY_DIR}
                         ENVIRONMENT RC_PARAMS=seed=20280101)  # rapidcheck repeats; other seeds: RC_PARAMS in the shell
  endforeach()
endfunction()
