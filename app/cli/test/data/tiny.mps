NAME          TINY
ROWS
 N  COST
 L  SUM
 L  MIX
COLUMNS
    X         COST      -1.0   SUM       1.0
    X         MIX        1.0
    Y         COST      -2.0   SUM       1.0
    Y         MIX        3.0
RHS
    RHS       SUM        4.0   MIX       6.0
ENDATA
