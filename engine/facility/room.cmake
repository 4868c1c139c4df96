gw_embed(facility data/power_devices.csv data/power_chains.csv data/facility_costs.csv)
# The inner loops call small member functions of their own file; without this, position-independent code keeps them as calls.
target_compile_options(gridwright_facility PRIVATE -fno-semantic-interposition)
# Hour by hour over a year: a tenth faster with the loops of these two files unrolled and inlined.
set_source_files_properties(${CMAKE_CURRENT_LIST_DIR}/src/dry_cooler.cpp ${CMAKE_CURRENT_LIST_DIR}/src/evaluate.cpp PROPERTIES COMPILE_OPTIONS "$<$<CONFIG:Release>:-O3>")
