#include "vec.h"

#include "fault.h"

void vec_init(struct vec *v, size_t element_size)
{
	*v = (struct vec){ .size = element_size };
}

void vec_clear(struct vec *v)
{
	free(v->ptr);
	vec_init(v, v->size);
}

bool vec_grow(struct vec *v)
{
	size_t cap = v->cap ? v->cap * 2 : 8, bytes;

	if (cap < v->cap || __builtin_mul_overflow(cap, v->size, &bytes))
		return false;
	void *grown = fault_realloc(v->ptr, bytes);
	if (!grown)
		return false;
	v->ptr = grown;
	v->cap = cap;
	return true;
}
