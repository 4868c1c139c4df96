gw_embed(deals data/deals/ledger.csv data/deals/schedule.csv data/deals/parties.csv data/deals/finances.csv data/deals/recourse.csv)
