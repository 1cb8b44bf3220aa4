import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/against/**', 'test/bench/**'],
    // nothing in a test may look for credentials beyond loopback
    env: {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    },
    // one worker for each core: left to itself vitest keeps one core free, which is half the machine where there are two
    maxWorkers: '100%',
    testTimeout: 30_000,
  },
});
