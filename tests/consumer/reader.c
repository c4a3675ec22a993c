/* Links the upper library with all that it needs; a file that is not there must be told. */
#include <stdio.h>
#include <stdlib.h>

#include "des/results.h"

int main(void) {
    struct des_results *results = NULL;
    struct des_error error = {0};
    enum des_status status = des_results_open("no_such_file.h5", &results, &error);
    printf("%s: %s\n", des_status_name(status), error.text);
    return status == DES_ENOINPUT ? EXIT_SUCCESS : EXIT_FAILURE;
}
