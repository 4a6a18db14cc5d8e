/* Prints of each line of the standard input, taken as one word, its case class and its pieces by
 * number: what training_test.py compares with the trainer's own.
 *
 *     pieces_dump MODEL <WORDS
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>

#include "model/model.h"
#include "model/wordpiece.h"

int main(int argc, char **argv)
{
    enum { ROOM = 4096 };
    static uint16_t pieces[ROOM];
    struct model *model;
    const char *problem = NULL;
    if (argc != 2 || model_open(argv[1], &model, &problem) != STATUS_OK) {
        fprintf(stderr, "pieces_dump: %s\n", problem ? problem : "names no model");
        return 2;
    }
    char *line = NULL;
    size_t room = 0;
    for (ssize_t len; (len = getline(&line, &room, stdin)) > 0;) {
        struct str word = str_make(line, (size_t)len - (line[len - 1] == '\n'));
        uint32_t count = wordpiece_cut(model, word, pieces, ROOM);
        printf("%d", (int)wordpiece_case(word));
        for (uint32_t i = 0; i < count; i++) {
            printf(" %u", pieces[i]);
        }
        putchar('\n');
    }
    free(line);
    model_close(model);
    return 0;
}
