/* replay: runs a target over saved inputs, files or folders of them, and says how many there
 * were. */
#define _GNU_SOURCE
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "fuzz.h"

static unsigned passed;

/* A failed input ends the process; this line then says which it was. */
static void run_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(1);
    }
    struct buf all = {0};
    size_t got, size;
    while ((got = fread(buf_reserve(&all, 65536), 1, 65536, file)) > 0) {
        all.len += got;
    }
    fclose(file);
    printf("%s\n", path);
    fflush(stdout);
    size = all.len;
    uint8_t *exact = malloc(size ? size : 1); /* so that a read past the end is seen */
    if (!exact) {
        abort();
    }
    memcpy(exact, all.ptr ? all.ptr : "", size);
    buf_release(&all);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    passed++;
}

static void run(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0) {
        return; /* a target without a folder of its own */
    }
    if (!S_ISDIR(st.st_mode)) {
        run_file(path);
        return;
    }
    struct dirent **names;
    int count = scandir(path, &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        if (names[i]->d_name[0] != '.') {
            struct buf full = {0};
            buf_printf(&full, "%s/%s", path, names[i]->d_name);
            run(buf_cstr(&full));
            buf_release(&full);
        }
        free(names[i]);
    }
    if (count >= 0) {
        free(names);
    }
}

int main(int argc, char **argv)
{
    LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    for (int i = 1; i < argc; i++) {
        run(argv[i]);
    }
    printf("%u passed, 0 failed\n", passed);
    return passed ? 0 : 1;
}
