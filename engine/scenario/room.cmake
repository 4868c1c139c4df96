gw_embed(scenario data/catalogue.csv data/technologies.csv data/timezones.csv)
