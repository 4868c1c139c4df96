gw_embed(energy data/grid_models.csv data/wind_power_curves.csv)
