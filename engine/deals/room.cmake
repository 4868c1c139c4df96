gw_embed(deals data/deals/ledger.csv data/deals/schedule.csv data/deals/parties.csv)
