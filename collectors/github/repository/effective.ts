/** What holds in the end: the strictest of all layers, each rule with the layers that enforce it and whom the safest of them lets through. */
import { isUnknown } from '../../../src/kit.ts';
import type { Known } from '../../../src/model.ts';
import { type Bypasser, greatest, type Layer, type Layers, or, RULES, type Rule, readable } from './layer.ts';

export interface EffectiveRule {
  readonly rule: Rule;
  readonly inForce: Known<boolean>;
  readonly sources: string[];
  readonly bypassActors: Known<Bypasser[]>;
}
export interface Protection {
  readonly protected: Known<boolean>;
  readonly approvals: Known<number>;
  /** What could be read asks for so many; what could not be read may ask for more. */
  readonly approvalsAtLeast: number;
  /** Over all layers; one that could not be read may ask for any. */
  readonly requiredChecks: { readonly context: Known<string> }[];
  readonly rules: EffectiveRule[];
}

export function effective(layers: Layers): Protection {
  const seen = readable<Layer>(layers);
  return {
    protected: or(layers.map((layer) => (isUnknown(layer) ? layer : layer.protects))),
    approvals: greatest(layers.map((layer) => (isUnknown(layer) ? layer : layer.approvals))),
    approvalsAtLeast: Math.max(0, ...readable<number>(seen.map((layer) => layer.approvals))),
    requiredChecks: layers.flatMap((layer) => (isUnknown(layer) ? [layer] : layer.contexts)).map((context) => ({ context })),
    rules: RULES.map((rule) => ({
      rule,
      inForce: or(layers.map((layer) => (isUnknown(layer) ? layer : layer.enforces[rule]))),
      sources: seen.filter((layer) => layer.enforces[rule] === true).map((layer) => layer.source),
      bypassActors: bypassActors(layers, rule),
    })),
  };
}

/**
 * A layer that lets nobody through settles it, whatever the others do. Otherwise a layer that we cannot read might be that one.
 * Who would get past must get past every layer: the safest one is what counts.
 */
function bypassActors(layers: Layers, rule: Rule): Known<Bypasser[]> {
  const gates = layers.map((layer) => (isUnknown(layer) ? layer : gateOf(layer, rule)));
  const closed = gates.find((gate) => Array.isArray(gate) && gate.length === 0);
  if (closed) return [];
  const gap = gates.find((gate) => isUnknown(gate));
  if (gap && isUnknown(gap)) return gap;
  const open = gates.filter((gate): gate is Bypasser[] => Array.isArray(gate));
  return [...(open.sort((a, b) => danger(a) - danger(b))[0] ?? [])];
}

/** Undefined: this layer has nothing to do with the rule. */
function gateOf(layer: Layer, rule: Rule): Known<readonly Bypasser[]> | undefined {
  const enforces = layer.enforces[rule];
  if (isUnknown(enforces)) return enforces;
  return enforces ? layer.bypassers[rule] : undefined;
}

/** To get past inside a pull request leaves more behind than to get past at will. */
function danger(actors: readonly Bypasser[]): number {
  return actors.filter(({ mode }) => mode !== 'pull_request').length * 1000 + actors.length;
}
