/** A SonarQube, and of GitHub the three facts about each repository that its analyses are held against. Times are ages in days. */

export interface World {
  readonly name: string;
  /** Absent: yes. Whether the token that asks is one at all. */
  readonly valid?: boolean;
  readonly version: string;
  readonly forceAuthentication: boolean;
  /** Who asks may administer the system: then every project and every setting is shown. */
  readonly administrator: boolean;
  /** Everybody is shown the settings that are no secret. Absent: administrators alone. */
  readonly opensSettings?: boolean;
  /** A listing that leaves out what it should hold, and one that does not understand what it was asked about. */
  readonly hidesHotspots?: boolean;
  readonly foreignIssues?: boolean;
  /** The longest page that any listing gives, whatever is asked for. SonarQube's own is 500. */
  readonly pageSize: number;
  readonly gates: readonly Gate[];
  readonly projects: readonly Project[];
  /** Operations that are never answered. */
  readonly refusals: readonly { readonly operation: string; readonly kind: 'denied' | 'throttled' | 'html' | '500' }[];
}
export interface Gate {
  readonly name: string;
  readonly conditions: readonly string[];
  readonly caycStatus: 'compliant' | 'over-compliant' | 'non-compliant';
}
export interface Project {
  readonly key: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly branch: string;
  readonly gate: string;
  /** Null: none was computed. */
  readonly status: 'OK' | 'ERROR' | null;
  readonly failing: readonly string[];
  /** Age of the newest analysis; null: never. */
  readonly analysed: number | null;
  /** Null: the scanner saw no version control. */
  readonly revision: string | null;
  /** 1 is A. */
  readonly rating: number;
  readonly ratingOnNewCode: number;
  readonly hotspots: readonly {
    readonly key: string;
    readonly age: number;
    readonly probability: 'HIGH' | 'MEDIUM' | 'LOW';
    readonly reviewed: boolean;
  }[];
  readonly vulnerabilities: readonly {
    readonly key: string;
    readonly age: number;
    readonly impact: 'BLOCKER' | 'HIGH' | 'MEDIUM' | 'LOW';
    readonly message: string;
  }[];
  /** What GitHub says: age of the newest commit, the commit that is deployed, and how it stands to the analysed one. */
  readonly committed: number;
  readonly deployed: string | null;
  readonly comparison: 'ahead' | 'behind' | 'diverged' | 'identical';
}
