gw_embed(network data/cities.csv data/cloud_regions.csv data/access_networks.csv data/jurisdictions.csv)
