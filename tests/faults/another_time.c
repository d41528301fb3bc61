/* Lets a program see another time: the seconds in the file that ANOTHER_TIME names are added to what the clock says,
 * read anew each time, so that the clock can jump while the program runs. Loaded by LD_PRELOAD, for tests only. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile long *later;

__attribute__((constructor)) static void begin(void)
{
    const char *name = getenv("ANOTHER_TIME");
    int file = name ? open(name, O_RDONLY) : -1;
    if (file < 0)
        return;
    void *seen = mmap(NULL, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
    if (seen != MAP_FAILED)
        later = seen;
    close(file);
}

int clock_gettime(clockid_t which, struct timespec *now)
{
    int failed = (int)syscall(SYS_clock_gettime, which, now);
    if (!failed && later && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE))
        now->tv_sec += *later;
    return failed;
}

int gettimeofday(struct timeval *now, void *zone)
{
    int failed = (int)syscall(SYS_gettimeofday, now, zone);
    if (!failed && later)
        now->tv_sec += *later;
    return failed;
}

time_t time(time_t *kept)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (kept)
        *kept = now.tv_sec;
    return now.tv_sec;
}
