# `cmake --install build/release --prefix P`; then find_package(gridwright) gives gridwright::plan and its neighbours.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
list(TRANSFORM GRIDWRIGHT_ROOMS PREPEND gridwright_ OUTPUT_VARIABLE gw_targets)
install(TARGETS ${gw_targets} EXPORT gridwright-targets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}/gridwright
        FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
if(TARGET gridwright)
  install(TARGETS gridwright RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
set(gw_config_folder ${CMAKE_INSTALL_LIBDIR}/cmake/gridwright)
install(EXPORT gridwright-targets NAMESPACE gridwright:: DESTINATION ${gw_config_folder})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/gridwright-config.cmake.in
  ${PROJECT_BINARY_DIR}/gridwright-config.cmake INSTALL_DESTINATION ${gw_config_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/gridwright-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/gridwright-config.cmake ${PROJECT_BINARY_DIR}/gridwright-config-version.cmake
        DESTINATION ${gw_config_folder})
