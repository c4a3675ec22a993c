/* models/planning/plane.h - travel over a plane: road is detour x distance, and
 * minutes grow with the road, slower in each further band of distance. */
#ifndef PLANNING_PLANE_H
#define PLANNING_PLANE_H

#include <math.h>

#define PL_BANDS 4

struct pl_point {
    double x_km, y_km;
};

struct pl_plane {
    double detour;                   /* road km per km, >= 1 */
    double start_km[PL_BANDS];       /* road at which each band begins; [0] is 0 */
    double minutes_at[PL_BANDS];     /* minutes from door to door at its start */
    double minutes_per_km[PL_BANDS]; /* within it; > 0 */
    double rounding; /* added and taken away again: 1.5 x 2^46 rounds minutes to 1/64 */
};

static inline double pl_road_km(const struct pl_plane *plane, struct pl_point a,
                                struct pl_point b) {
    double dx = a.x_km - b.x_km, dy = a.y_km - b.y_km;
    return plane->detour * sqrt(dx * dx + dy * dy);
}

/* From door to door; 0 between equal points. */
static inline double pl_road_min(const struct pl_plane *plane, double road_km) {
    if (road_km <= 0.0) {
        return 0.0;
    }
    int band = (road_km > plane->start_km[1]) + (road_km > plane->start_km[2]) +
               (road_km > plane->start_km[3]);
    double minutes =
        plane->minutes_at[band] + (road_km - plane->start_km[band]) * plane->minutes_per_km[band];
    return (minutes + plane->rounding) - plane->rounding;
}

#endif
