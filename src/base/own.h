/* Ownership in the declaration: freed on every path out, leaves only through TAKE. */
#ifndef BASE_OWN_H
#define BASE_OWN_H

#define OWN(cleanup_function) __attribute__((cleanup(cleanup_function)))

/* The value of an owning pointer, which is NULL afterwards. */
#define TAKE(p)                                                                                                        \
	__extension__({                                                                                                \
		__typeof__(p) taken_ = (p);                                                                            \
		(p) = NULL;                                                                                            \
		taken_;                                                                                                \
	})

#endif
