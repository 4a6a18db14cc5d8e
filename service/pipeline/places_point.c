#include <math.h>

#include "pipeline/places.h"

static const double PI = 3.14159265358979323846, RADIUS_KM = 6371;

/* cos x for |x| <= pi, from its square; error below 1e-10. libm's differs between machines. */
static double cosine(double x)
{
    double q = x * x, sum = 1;
    for (int k = 22; k > 0; k -= 2) {
        sum = 1 - sum * q / (k * (k - 1));
    }
    return sum;
}

/* sin x for |x| <= pi. */
static double sine(double x)
{
    return x < 0 ? -cosine(-x - PI / 2) : cosine(x - PI / 2);
}

void places_point(int32_t lat_e5, int32_t lon_e5, double at[3])
{
    double lat = lat_e5 * PI / 180e5, lon = lon_e5 * PI / 180e5;
    at[0] = cosine(lat) * cosine(lon);
    at[1] = cosine(lat) * sine(lon);
    at[2] = sine(lat);
}

double places_cosine(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* sin^2(x / 2) = (1 - cos x) / 2, the haversine. arcsin by its root and three terms is within a
 * percent up to a quarter of the globe, and what is farther is far. */
double places_distance(int32_t lat_e5, int32_t lon_e5, int32_t other_lat_e5, int32_t other_lon_e5)
{
    double a = lat_e5 * PI / 180e5, b = other_lat_e5 * PI / 180e5;
    double across = ((double)lon_e5 - other_lon_e5) * PI / 180e5;
    across = across > PI ? across - 2 * PI : across < -PI ? across + 2 * PI : across;
    double h = (1 - cosine(a - b)) / 2 + cosine(a) * cosine(b) * (1 - cosine(across)) / 2;
    h = h < 0 ? 0 : h > 1 ? 1 : h;
    return 2 * RADIUS_KM * sqrt(h) * (1 + h / 6 + 3 * h * h / 40 + 5 * h * h * h / 112);
}
