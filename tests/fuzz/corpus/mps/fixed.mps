NAME          FIXED ONE
ROWS
 N  COST
 L  LIM 1
 G  MY ROW
COLUMNS
    X ONE     COST               1.0   LIM 1              1.0
    X ONE     MY ROW             1.0
    MARKER                 'MARKER'                 'INTORG'
    Y         COST               2.0   MY ROW             1.0
    MARKER                 'MARKER'                 'INTEND'
RHS
    RHS       LIM 1              4.0   MY ROW             1.0
BOUNDS
 UP BND       X ONE              4.0
 UP BND       Y                  9.0
ENDATA
