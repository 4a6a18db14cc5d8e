/* country_codes: a country's code in ISO 3166-1 and in FIPS 10-4, which GDELT writes.
 *
 * From the data set country-codes (datasets/country-codes, public domain; see NOTICE).
 *
 * Threads  pure functions over a constant table.
 */
#ifndef DATELINE_FORMS_COUNTRY_CODES_H
#define DATELINE_FORMS_COUNTRY_CODES_H

#include <stdbool.h>

#include "base/str.h"

/* "CH" for "CN"; absent for what is no country. */
struct str country_fips(struct str alpha2);
/* "CHN": also the country part of a CAMEO actor code. */
bool country_is_alpha3(struct str code);
/* "TX" for "Texas", as the American post has it; absent for what is no state. */
struct str american_state(struct str name);

#endif
