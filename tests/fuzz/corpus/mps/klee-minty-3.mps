NAME klee-minty-3
OBJSENSE MAX
ROWS
 N z
 L r1
 L r2
 L r3
COLUMNS
 x1 z 100 r1 1
 x1 r2 20 r3 200
 x2 z 10 r2 1
 x2 r3 20
 x3 z 1 r3 1
RHS
 RHS r1 1 r2 100
 RHS r3 10000
ENDATA
