NAME kuhn
ROWS
 N z
 L r1
 L r2
 L r3
COLUMNS
 x1 z -2 r1 -2
 x1 r2 0.33333333333333333 r3 2
 x2 z -3 r1 -9
 x2 r2 1 r3 3
 x3 z 1 r1 1
 x3 r2 -0.33333333333333333 r3 -1
 x4 z 12 r1 9
 x4 r2 -2 r3 -12
RHS
 RHS r3 2
ENDATA
