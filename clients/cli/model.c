/* model: which language model this program uses, and whether all of its bytes are what they should
 * be. Starting checks shapes and the CRC of each section; the SHA-256 and the range of the weights
 * are checked here. */
#include <stdio.h>

#include "base/clock.h"
#include "cli.h"
#include "local.h"
#include "model/kernels.h"
#include "model/model.h"

static void print_model(const struct models *m, uint64_t opened_us)
{
    const struct model_shape *s = &m->model->shape;
    printf("sha256   %.*s\n", STR_ARG(m->model_sha256));
    printf("bytes    %zu, opened in %.1f ms\n", m->model->file.bytes, (double)opened_us / 1000);
    printf("layers   %u x %u, exits after %u (fast) and %u (accurate)\n", s->layers, s->width,
           s->fast, s->accurate);
    printf("words    %u pieces, %u rows in the lexicon\n", s->pieces, m->model->lexicon.count);
    printf("labels   %u upos, %u xpos, %u feats, %u lemma rules, %u names, %u relations\n", s->upos,
           s->xpos, s->feats, s->lemma, s->names, s->relations);
    printf("kernels ");
    for (size_t i = 0; i < kernels_count; i++) {
        if (kernels_all[i]->runs_here()) {
            printf(" %s%s", kernels_all[i]->name, kernels_all[i] == m->kernels ? "*" : "");
        }
    }
    putchar('\n');
}

static int model(int argc, char **argv)
{
    static const struct option options[] = {{0}};
    struct models m;
    struct local l = local_defaults();
    const char *problem = NULL;
    if (!cli_options(argc, argv, options, NULL, NULL)) {
        return CLI_USAGE;
    }
    if (argc > optind + 1) {
        return cli_wrong("model takes one file");
    }
    l.model = optind < argc ? argv[optind] : l.model;
    if (!local_readable(l.model)) {
        return CLI_USAGE;
    }
    uint64_t begin = clock_monotonic_us();
    if (models_load(&m, l.model, l.kernel) != STATUS_OK) {
        return cli_wrong("the model cannot be used");
    }
    if (!m.model) {
        return cli_wrong("there is no model");
    }
    print_model(&m, clock_monotonic_us() - begin);
    int status = CLI_OK;
    if (model_verify(m.model, &problem) != STATUS_OK) {
        fprintf(stderr, "dateline: %s\n", problem);
        status = CLI_FAILED;
    }
    models_release(&m);
    return status;
}

const struct command model_command = {
    "model",
    model,
    "print what the language model is and check all of it",
    "usage: dateline model [FILE]\n"
    "\n"
    "Prints the model's SHA-256, shape and the kernels that run here (* the one used), and checks\n"
    "the SHA-256 and the weights. FILE: another than DATELINE_MODEL_FILE or, where that is not "
    "set,\n"
    "the one beside the program.\n"
    "\n"
    "Exit status: 0 it is whole, 1 its bytes are not what they should be, 2 it does not load.\n",
};
