/** Majorities and joint majorities. Models etcd-io/raft quorum/; Raft thesis 4.3 for joint consensus. */

export type VoteResult = 'VotePending' | 'VoteLost' | 'VoteWon';

/** The highest index that a majority of `voters` has acknowledged. Infinite for no voters, so that an empty half decides nothing. */
export function majorityIndex(voters: readonly number[], acked: (id: number) => number): number {
  const count = voters.length;
  if (count === 0) return Number.POSITIVE_INFINITY;
  // Insertion, because this runs at every acknowledgement and the lists are tiny.
  const indices: number[] = [];
  for (const id of voters) {
    const index = acked(id);
    let at = indices.length;
    for (; at > 0 && (indices[at - 1] as number) > index; at -= 1) indices[at] = indices[at - 1] as number;
    indices[at] = index;
  }
  return indices[count - (Math.floor(count / 2) + 1)] as number;
}

/** The highest index committed in both halves. */
export function jointIndex(
  voters: readonly number[],
  outgoing: readonly number[],
  acked: (id: number) => number,
): number {
  return Math.min(majorityIndex(voters, acked), majorityIndex(outgoing, acked));
}

/** How a vote among `voters` stands; undefined = has not voted. No voters: won. */
export function majorityVote(
  voters: readonly number[],
  voteOf: (id: number) => boolean | undefined,
): VoteResult {
  if (voters.length === 0) return 'VoteWon';
  let granted = 0;
  let missing = 0;
  for (const id of voters) {
    const vote = voteOf(id);
    if (vote === true) granted += 1;
    else if (vote === undefined) missing += 1;
  }
  const quorum = Math.floor(voters.length / 2) + 1;
  if (granted >= quorum) return 'VoteWon';
  return granted + missing >= quorum ? 'VotePending' : 'VoteLost';
}

/** Won when both halves won, lost as soon as one lost. */
export function jointVote(
  voters: readonly number[],
  outgoing: readonly number[],
  voteOf: (id: number) => boolean | undefined,
): VoteResult {
  const a = majorityVote(voters, voteOf);
  const b = majorityVote(outgoing, voteOf);
  if (a === b) return a;
  return a === 'VoteLost' || b === 'VoteLost' ? 'VoteLost' : 'VotePending';
}
