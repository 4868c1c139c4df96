gw_embed(energy data/embodied_carbon.csv data/grid_models.csv data/wind_power_curves.csv)
