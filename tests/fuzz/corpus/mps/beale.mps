NAME beale
ROWS
 N z
 L r1
 L r2
 L r3
COLUMNS
 x1 z -0.75 r1 0.25
 x1 r2 0.5
 x2 z 150 r1 -60
 x2 r2 -90
 x3 z -0.02 r1 -0.04
 x3 r2 -0.02 r3 1
 x4 z 6 r1 9
 x4 r2 3
RHS
 RHS r3 1
ENDATA
