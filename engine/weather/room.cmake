gw_embed(weather data/climate_normals.csv data/climate_sites.csv)
