/** Tests against what others wrote: emulators, official descriptions, recorded answers. Run by .ci/run, which installs or finds them. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/against/**/*.test.ts'],
    env: {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    },
    testTimeout: 240_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
