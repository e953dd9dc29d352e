/*
 * An allocator that always takes the same time. How many instructions that of the C library takes
 * depends on what lies beside in memory: as many as a check has, by chance.
 *
 * Sizes are powers of two; what is freed waits in the list of its size. For one thread.
 */

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#define SMALLEST 5
#define LARGEST 30
#define REGION ((size_t) 1 << 32)

struct block {
    size_t class;
    struct block *next;
};

#define HEADER sizeof(struct block)

static struct block *waiting[LARGEST + 1];
static char *fresh, *end;

void *
malloc(size_t size)
{
    size_t need = size + HEADER;
    size_t class = need <= (size_t) 1 << SMALLEST ? SMALLEST : (size_t) (64 - __builtin_clzl(need - 1));
    struct block *block;

    if (class > LARGEST) {
        errno = ENOMEM;
        return NULL;
    }
    block = waiting[class];
    if (block != NULL) {
        waiting[class] = block->next;
        return (char *) block + HEADER;
    }
    if (fresh == NULL) {
        fresh = mmap(NULL, REGION, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (fresh == MAP_FAILED) {
            fresh = NULL;
            errno = ENOMEM;
            return NULL;
        }
        end = fresh + REGION;
    }
    if ((size_t) (end - fresh) < (size_t) 1 << class) {
        errno = ENOMEM;
        return NULL;
    }
    block = (struct block *) fresh;
    fresh += (size_t) 1 << class;
    block->class = class;
    return (char *) block + HEADER;
}

void
free(void *memory)
{
    if (memory != NULL) {
        struct block *block = (struct block *) ((char *) memory - HEADER);

        block->next = waiting[block->class];
        waiting[block->class] = block;
    }
}

void *
calloc(size_t count, size_t size)
{
    size_t all;
    void *memory;

    if (__builtin_mul_overflow(count, size, &all)) {
        errno = ENOMEM;
        return NULL;
    }
    memory = malloc(all);
    return memory == NULL ? NULL : memset(memory, 0, all);
}

void *
realloc(void *memory, size_t size)
{
    void *moved = malloc(size);

    if (memory != NULL && moved != NULL) {
        struct block *block = (struct block *) ((char *) memory - HEADER);
        size_t had = ((size_t) 1 << block->class) - HEADER;

        memcpy(moved, memory, had < size ? had : size);
        free(memory);
    }
    return moved;
}

/* What is aligned more than usual begins behind a header of its own, and is never used again. */
int
posix_memalign(void **memory, size_t alignment, size_t size)
{
    char *start = malloc(alignment <= HEADER ? size : size + alignment + HEADER);

    if (start == NULL) {
        return ENOMEM;
    }
    if (alignment > HEADER) {
        start = (char *) (((uintptr_t) start + HEADER + alignment - 1) & ~(uintptr_t) (alignment - 1));
        ((struct block *) (start - HEADER))->class = 0;
    }
    *memory = start;
    return 0;
}

void *
memalign(size_t alignment, size_t size)
{
    void *memory;

    return posix_memalign(&memory, alignment, size) == 0 ? memory : NULL;
}

void *
aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}
