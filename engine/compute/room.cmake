# Facts this room carries inside the binary.
gw_embed(compute data/accelerators.csv data/models.csv data/kernel_efficiency.csv)
