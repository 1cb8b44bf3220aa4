import { formed } from '../collector.ts';
import { Text, When } from '../form.ts';

export default formed({
  id: 'sdlc-policy',
  title: 'Secure development policy',
  about: 'which gates a change passes on its way to production',
  documents: 1,
  days: 365,
  facts: {
    policyAt: When.describe('When the policy was approved'),
    version: Text.describe('Which version is in force'),
    review: Text.describe('Who reviews a change, before what'),
    testing: Text.describe('What is tested, by what'),
    release: Text.describe('What a change needs to be released'),
  },
});
