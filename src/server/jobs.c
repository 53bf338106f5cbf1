#include "jobs.h"

#include <pthread.h>

#include "fault.h"

struct jobs {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	job_run *run;
	pthread_t *threads;
	unsigned threads_count;
	void **ring;
	unsigned ring_size, first, queued;
	bool stopping;
};

/* The next item, or NULL when there will be no more. */
static void *take(struct jobs *j)
{
	void *item = NULL;

	pthread_mutex_lock(&j->lock);
	while (j->queued == 0 && !j->stopping)
		pthread_cond_wait(&j->wake, &j->lock);
	if (j->queued > 0) {
		item = j->ring[j->first];
		j->first = (j->first + 1) % j->ring_size;
		j->queued--;
	}
	pthread_mutex_unlock(&j->lock);
	return item;
}

static void *work(void *context)
{
	struct jobs *j = context;
	void *item;

	while ((item = take(j)) != NULL)
		j->run(item);
	return NULL;
}

bool jobs_add(struct jobs *j, void *item)
{
	pthread_mutex_lock(&j->lock);
	bool fits = j->queued < j->ring_size && !j->stopping;
	if (fits) {
		j->ring[(j->first + j->queued) % j->ring_size] = item;
		j->queued++;
		pthread_cond_signal(&j->wake);
	}
	pthread_mutex_unlock(&j->lock);
	return fits;
}

void jobs_stop(struct jobs *j)
{
	pthread_mutex_lock(&j->lock);
	j->stopping = true;
	pthread_cond_broadcast(&j->wake);
	pthread_mutex_unlock(&j->lock);
	for (unsigned i = 0; i < j->threads_count; i++)
		pthread_join(j->threads[i], NULL);
	j->threads_count = 0;
}

void jobs_free(struct jobs *j)
{
	if (j == NULL)
		return;
	jobs_stop(j);
	pthread_cond_destroy(&j->wake);
	pthread_mutex_destroy(&j->lock);
	free(j->threads);
	free(j->ring);
	free(j);
}

int jobs_new(unsigned threads, unsigned queue_max, job_run *run, struct jobs **ret, struct err *e)
{
	struct jobs *j = fault_calloc(1, sizeof(*j));

	if (j == NULL)
		return err_nomem(e);
	pthread_mutex_init(&j->lock, NULL);
	pthread_cond_init(&j->wake, NULL);
	j->run = run;
	j->ring_size = queue_max;
	j->ring = fault_calloc(queue_max, sizeof(*j->ring));
	j->threads = fault_calloc(threads, sizeof(*j->threads));
	if (j->ring == NULL || j->threads == NULL) {
		jobs_free(j);
		return err_nomem(e);
	}
	while (j->threads_count < threads) {
		if (pthread_create(&j->threads[j->threads_count], NULL, work, j) != 0) {
			jobs_free(j);
			return err_set(e, ERR_NOMEM, "无法启动工作线程");
		}
		j->threads_count++;
	}
	*ret = j;
	return 0;
}
