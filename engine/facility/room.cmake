gw_embed(facility data/power_devices.csv data/power_chains.csv data/facility_costs.csv)
# The inner loops call small member functions of their own file; without this, position-independent code keeps them as calls.
target_compile_options(gridwright_facility PRIVATE -fno-semantic-interposition)
