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

static bool resize(struct vec *v, size_t cap)
{
	size_t bytes;

	if (__builtin_mul_overflow(cap, v->size, &bytes))
		return false;
	void *grown = fault_realloc(v->ptr, bytes);
	if (!grown)
		return false;
	v->ptr = grown;
	v->cap = cap;
	return true;
}

bool vec_grow(struct vec *v)
{
	size_t cap = v->cap ? v->cap * 2 : 8;

	return cap > v->cap && resize(v, cap);
}

bool vec_reserve(struct vec *v, size_t more)
{
	size_t wanted;

	if (__builtin_add_overflow(v->len, more, &wanted))
		return false;
	if (wanted <= v->cap && v->ptr)
		return true;
	return resize(v, wanted > v->cap + v->cap / 2 ? wanted : v->cap + v->cap / 2);
}
