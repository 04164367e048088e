import { expect, test } from '@playwright/test';

test('the page opens without an error and offers the first Pod', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Run your first Pod' })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(errors).toEqual([]);
});

test('the page asks no host but its own', async ({ page, baseURL }) => {
  const strangers: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    const own = url.startsWith(baseURL ?? '') || url.startsWith('data:') || url.startsWith('blob:');
    if (!own) strangers.push(url);
  });
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Run your first Pod' })).toBeVisible();
  expect(strangers).toEqual([]);
});
