gw_embed(facility data/power_devices.csv data/power_chains.csv data/facility_costs.csv)
