# Data files inside the binary.
#
#   gw_embed(scenario data/technologies.csv data/accelerators.csv)      # paths from the top of the source tree
#
# In any .cpp (or unit test) of the room:
#
#   #include "embedded_files.hpp"
#   std::string_view csv = gridwright::scenario::embedded_file("data/technologies.csv");
#
# An unknown name gives an empty view with data() == nullptr. The bytes come in through the assembler (.incbin), so a
# file of any size and content costs no compile time; ninja rebuilds when a file changes.
function(gw_embed room)
  set(target gridwright_${room})
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    message(STATUS "room '${room}' has no sources yet: its data files are not embedded")
    return()
  endif()
  get_target_property(files ${target} GW_EMBEDDED)
  if(NOT files)
    set(files "")
  endif()
  list(APPEND files ${ARGN})
  list(REMOVE_DUPLICATES files)
  set_target_properties(${target} PROPERTIES GW_EMBEDDED "${files}")

  set(data "")
  set(rows "")
  set(declarations "")
  set(depends "")
  set(count 0)
  foreach(file IN LISTS files)
    set(path ${PROJECT_SOURCE_DIR}/${file})
    if(NOT EXISTS ${path})
      message(WARNING "gw_embed(${room}): no file '${file}'; '${target}' will not build without it")
    endif()
    set(symbol gridwright_${room}_embedded_${count})
    math(EXPR count "${count} + 1")
    string(APPEND data "    \".global ${symbol}\\n${symbol}:\\n.incbin \\\"${path}\\\"\\n\"\n"
                       "    \".global ${symbol}_end\\n${symbol}_end:\\n.byte 0\\n\"\n")
    string(APPEND declarations "extern \"C\" const char ${symbol}[];\nextern \"C\" const char ${symbol}_end[];\n")
    string(APPEND rows "  if (name == \"${file}\") return {${symbol}, ${symbol}_end};\n")
    list(APPEND depends ${path})
  endforeach()

  set(folder ${PROJECT_BINARY_DIR}/generated/${room})
  file(CONFIGURE OUTPUT ${folder}/embedded_files.hpp @ONLY CONTENT
"#pragma once
#include <string_view>

namespace gridwright::@room@ {

/// The bytes of a data file built into this room, by its path in the source tree; data() == nullptr when there is none.
[[nodiscard]] std::string_view embedded_file(std::string_view name);

}  // namespace gridwright::@room@
")
  file(CONFIGURE OUTPUT ${folder}/embedded_files.cpp @ONLY CONTENT
"// Written by gw_embed (cmake/gw_embed.cmake).
#include \"embedded_files.hpp\"

// clang-format off
asm(\".section .rodata\\n.balign 16\\n\"
@data@    \".text\\n\");
@declarations@
std::string_view gridwright::@room@::embedded_file(std::string_view name) {
@rows@  return {};
}
")
  if(count EQUAL 0)
    return()
  endif()
  set_source_files_properties(${folder}/embedded_files.cpp TARGET_DIRECTORY ${target} PROPERTIES
    OBJECT_DEPENDS "${depends}" SKIP_LINTING ON)
  target_sources(${target} PRIVATE ${folder}/embedded_files.cpp)
  target_include_directories(${target} PRIVATE ${folder})
  if(TARGET test_${room})
    target_include_directories(test_${room} PRIVATE ${folder})
  endif()
endfunction()
