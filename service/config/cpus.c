#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "config/config.h"

/* "max 100000" or "150000 100000" of cgroup v2; 0 = no limit. */
static uint32_t read_quota(const char *path)
{
    FILE *f = fopen(path, "re");
    unsigned long long quota = 0, period = 0;
    bool limited = f && fscanf(f, "%llu %llu", &quota, &period) == 2 && period > 0;
    if (f) {
        fclose(f);
    }
    return limited ? (uint32_t)((quota + period - 1) / period) : 0;
}

/* The limit may stand at any level above us; in a container the namespace shows ours as the
 * root. */
static uint32_t cgroup_cpus(void)
{
    char line[512], path[1024], own[512] = "";
    FILE *f = fopen("/proc/self/cgroup", "re");
    while (f && fgets(line, sizeof line, f)) {
        if (strncmp(line, "0::", 3) == 0) {
            line[strcspn(line, "\n")] = '\0';
            snprintf(own, sizeof own, "%s", line + 3);
        }
    }
    if (f) {
        fclose(f);
    }
    uint32_t least = 0;
    for (;;) {
        snprintf(path, sizeof path, "/sys/fs/cgroup%s/cpu.max", own);
        uint32_t quota = read_quota(path);
        if (quota && (!least || quota < least)) {
            least = quota;
        }
        char *slash = strrchr(own, '/');
        if (!slash) {
            return least;
        }
        *slash = '\0';
    }
}

uint32_t config_cpus(void)
{
    cpu_set_t set;
    uint32_t cpus = 1;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0) {
        cpus = (uint32_t)CPU_COUNT(&set);
    }
    uint32_t quota = cgroup_cpus();
    return quota && quota < cpus ? quota : cpus;
}
