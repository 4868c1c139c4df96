* a comment
NAME every thing
OBJSENSE
    MIN
ROWS
 N cost
 L le
 G ge
 E eq
 N extra $ not the objective
 L le_range
 G ge_range
 E eq_plus
 E eq_minus
COLUMNS
 x cost 1.5 le 1
 x ge -2e0
 x extra 1
 M1 'MARKER' 'INTORG'
 i cost 2 le 1
 j eq +3
 M1 'MARKER' 'INTEND'
 y le_range 1 ge_range 1
 y eq_plus 1 eq_minus 1.5D+1
 f cost -1
 g cost 0
 n cost 1
 k cost 1
 m cost 1
 b cost 1
RHS
 RHS cost 7 le 4
 RHS ge 1 eq 5
 RHS le_range 10 ge_range 10
 RHS eq_plus 10 eq_minus 10
RANGES
 RNG le_range 3 ge_range -3
 RNG eq_plus 3 eq_minus -3
BOUNDS
 UP BND x 9
 LO BND x 1
 UI BND j 8
 FR BND f
 FX BND g 2.5
 UP BND n -1
 MI BND k
 UP BND k 3
 LI BND m 2
 BV BND b
ENDATA
