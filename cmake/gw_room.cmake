# A room is a target, an arrow is a link.
#
#   gw_room(energy NEEDS core scenario weather [USES fmt ...] [HOT])
#
# makes gridwright_energy (alias gridwright::energy) from engine/energy/src/**/*.cpp with its own include root, and
# test_energy from engine/energy/test/**/*_test.cpp. A room without sources is an INTERFACE library, so that it can be
# named before it is written. An arrow that cmake/arrows.csv does not allow is an error.

set(GRIDWRIGHT_ROOMS "" CACHE INTERNAL "every room, in the order they were made")

file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/arrows.csv gw_arrow_lines)
set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/arrows.csv)
foreach(gw_line IN LISTS gw_arrow_lines)
  if(gw_line MATCHES "^([a-z]+),([a-z ]*)$")
    string(REPLACE " " ";" GW_ALLOWED_${CMAKE_MATCH_1} "${CMAKE_MATCH_2}")
    set(GW_KNOWN_${CMAKE_MATCH_1} TRUE)
  endif()
endforeach()

function(gw_check_arrows room)
  if(NOT GW_KNOWN_${room})
    message(FATAL_ERROR "room '${room}' is not in the arrow table (cmake/arrows.csv, docs/architecture.md)")
  endif()
  foreach(need IN LISTS ARGN)
    if(NOT need IN_LIST GW_ALLOWED_${room})
      string(REPLACE ";" " " allowed "${GW_ALLOWED_${room}}")
      message(FATAL_ERROR "room '${room}' may not use '${need}'; allowed: ${allowed} (docs/architecture.md)")
    endif()
  endforeach()
endfunction()

function(gw_room room)
  cmake_parse_arguments(PARSE_ARGV 1 arg "HOT" "" "NEEDS;USES")
  gw_check_arrows(${room} ${arg_NEEDS})
  set(root ${PROJECT_SOURCE_DIR}/engine/${room})
  set(target gridwright_${room})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${root}/src/*.cpp)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${root}/include/*.hpp)
  list(TRANSFORM arg_NEEDS PREPEND gridwright::)

  if(sources)
    set(kind PUBLIC)
    add_library(${target} STATIC ${sources})
    target_include_directories(${target} PRIVATE ${root}/src)
    gw_libraries(libraries ${arg_USES})
    target_link_libraries(${target} PRIVATE ${libraries})
    if(arg_HOT)
      # No value changes: -O3, and no errno or floating-point traps to keep alive in the inner loops.
      target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O3 -fno-math-errno -fno-trapping-math>)
    endif()
  else()
    set(kind INTERFACE)
    add_library(${target} INTERFACE)
  endif()
  add_library(gridwright::${room} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${room})
  target_compile_features(${target} ${kind} cxx_std_20)
  target_link_libraries(${target} ${kind} ${arg_NEEDS})
  target_sources(${target} ${kind} FILE_SET HEADERS BASE_DIRS ${root}/include FILES ${headers})
  target_include_directories(${target} ${kind} $<BUILD_INTERFACE:${root}/include>)
  set(GRIDWRIGHT_ROOMS ${GRIDWRIGHT_ROOMS} ${room} CACHE INTERNAL "")

  if(GRIDWRIGHT_TESTS)
    file(GLOB_RECURSE tests CONFIGURE_DEPENDS ${root}/test/*_test.cpp)
    gw_test_program(${room} FILES ${tests} NEEDS ${room} PRIVATE_ROOT ${root}/src)
  endif()
  include(${root}/room.cmake OPTIONAL)
endfunction()
