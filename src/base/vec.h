/* A growing array on the heap whose elements have one size. */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct vec {
	void *ptr;
	size_t len, cap, size;
};

void vec_init(struct vec *v, size_t element_size);
void vec_clear(struct vec *v);
bool vec_grow(struct vec *v);                 /* room for one more; false when memory runs out */
bool vec_reserve(struct vec *v, size_t more); /* room for so many more; false when memory runs out */

/* A new zeroed element at the end; NULL when memory runs out (the array is as before). The pointer
 * is good until the next push. */
static inline void *vec_push(struct vec *v)
{
	if ((v->len == v->cap || !v->ptr) && !vec_grow(v))
		return NULL;
	return memset((char *)v->ptr + v->len++ * v->size, 0, v->size);
}

#define VEC_AT(v, type, i) (((type *)(v)->ptr)[i])

#endif
