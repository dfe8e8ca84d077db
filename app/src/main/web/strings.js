// All that people read, in one place.

export const text = {
  title: 'Panal',
  skip: 'Skip to content',
  nav: { torrents: 'Torrents', live: 'Live', messages: 'Messages', ring: 'Ring' },
  rss: 'RSS feed',
  online: 'Live',
  offline: 'No connection to the tracker; trying again',

  list: {
    heading: 'Torrents',
    search: 'Search torrents',
    searchHint: 'Name or info-hash',
    count: (n) => (n === 1 ? '1 torrent' : `${n} torrents`),
    found: (n, q) => `${n === 1 ? '1 torrent' : `${n} torrents`} for “${q}”`,
    sortBy: 'Sort by',
    columns: {
      name: 'Name', size: 'Size', seeds: 'Seeds', leechers: 'Leechers', completed: 'Completed', added: 'Added',
    },
    actions: 'Actions',
    download: 'Download .torrent',
    downloadOf: (name) => `Download the .torrent of ${name}`,
    magnet: 'Copy magnet',
    magnetOf: (name) => `Copy the magnet link of ${name}`,
    copied: 'Magnet link copied',
    copyFailed: 'The browser does not let this page copy; the link is here:',
    empty: 'Nothing is hosted here yet.',
    emptyHint: 'Drop a .torrent anywhere on this page, or publish with',
    noMatch: (q) => `Nothing is called “${q}”.`,
    more: (n) => `Show ${n} more`,
    private: 'private',
    files: (n) => (n === 1 ? '1 file' : `${n} files`),
  },

  upload: {
    choose: 'Publish a .torrent',
    hint: 'or drop it anywhere on the page',
    drop: 'Drop to publish',
    sending: (percent) => `sending, ${percent} %`,
    checking: 'checking',
    done: 'published',
    existing: 'was here already',
    open: 'Open',
    dismiss: 'Dismiss',
    notTorrent: 'not a .torrent file',
    tooLarge: (limit) => `too large: at most ${limit}`,
    broken: 'the connection broke off',
    token: 'Token',
    tokenAsk: 'Publishing from here needs the token of this tracker. It is in the file page-token of its data folder.',
    tokenUse: 'Use token',
    off: 'This tracker takes no uploads.',
    sharePath: 'Share a path of the tracker’s machine',
    sharePathLabel: 'File or folder, below what the tracker shares',
    share: 'Share',
    sharing: 'reading and hashing',
  },

  detail: {
    back: 'All torrents',
    notFound: 'This torrent is not hosted here.',
    seeds: 'Seeds', leechers: 'Leechers', completed: 'Completed', size: 'Size', pieces: 'Pieces', added: 'Added',
    piecesOf: (n, size) => `${n} of ${size}`,
    swarm: 'Swarm',
    swarmNobody: 'Nobody is in this swarm right now.',
    swarmLabel: (seeds, leechers) =>
      `Drawing of the swarm: ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}, ${leechers} ${leechers === 1 ? 'leecher' : 'leechers'}. The table below says the same.`,
    legendSeed: 'seed: a full cell with a mark',
    legendLeecher: 'leecher: as full as it has got',
    legendUnknown: 'not known yet',
    health: 'Health',
    healthSpans: { hour: 'Hour', day: 'Day', week: 'Week' },
    healthLabel: 'Seeds and leechers over time',
    files: 'Files',
    filesMore: (n) => `and ${n} more, see the .torrent`,
    peers: 'Peers',
    peer: { client: 'Client', address: 'Address', has: 'Has', up: 'Up', down: 'Down', last: 'Heard' },
    seedWord: 'seed',
    events: 'Events',
    eventsNone: 'Nothing has happened since this tracker started.',
    about: 'About',
    infoHash: 'Info-hash', infoHashV2: 'Info-hash v2', comment: 'Comment', createdBy: 'Made by', created: 'Made',
    trackers: 'Trackers', webSeeds: 'Web seeds',
    inRing: 'Where it lives in the ring',
    remove: 'Remove from this tracker',
    removeSure: 'Really remove? Its file is deleted here; the swarm goes on.',
    removeYes: 'Remove', removeNo: 'Keep',
    removed: (name) => `${name} was removed`,
  },

  live: {
    heading: 'Live',
    swarms: 'Swarms', peers: 'Peers', seeds: 'Seeds',
    nodes: 'Nodes',
    nodesNone: 'Nobody has announced yet.',
    nodesSome: (shown, all) => `the ${shown} heard last of ${all}`,
    columns: {
      client: 'Client', address: 'Address', role: 'Role', torrent: 'Torrent', has: 'Has', up: 'Up', down: 'Down', doing: 'Last event', last: 'Heard',
    },
    log: 'Events',
    pause: 'Pause', resume: 'Go on',
    missed: (n) => `${n} events came too fast to show`,
    seed: 'seeder', leecher: 'leecher',
  },

  deeds: {
    joined: 'connected', shared: 'shares', announced: 'announced', completed: 'completed', left: 'disconnected',
    expired: 'disconnected (silent)', started: 'started', message: 'message',
  },

  messages: {
    heading: 'Messages',
    off: 'This tracker relays no messages (--no-messages).',
    none: 'No messages yet.',
    write: 'Write',
    recent: 'Relayed lately',
    to: 'To',
    audiences: { all: 'everybody', swarm: 'the swarm of a torrent', peer: 'one peer' },
    torrent: 'Torrent',
    peer: 'Peer id, or the beginning of it',
    body: 'Message',
    open: 'All can read it, unless it is to one peer.',
    left: (n) => (n < 0 ? `${-n} bytes too long` : `${n} bytes left`),
    send: 'Send',
    sent: (delivered, kept, missed) => {
      const parts = [];
      if (delivered > 0) parts.push(`delivered to ${delivered}`);
      if (kept > 0) parts.push(`kept for ${kept} until they come`);
      if (missed > 0) parts.push(`${missed} have too much waiting`);
      return `Sent: ${parts.length > 0 ? parts.join(', ') : 'nobody takes messages right now'}`;
    },
    private: 'between two peers',
    writeTo: (client) => `Write to ${client}`,
    writeSwarm: 'Write to the swarm',
  },

  ring: {
    heading: 'Ring',
    none: 'This tracker is in no ring.',
    noneHint: 'Several trackers become one with',
    label: (nodes) => `Drawing of the ring: 128 arcs, dealt out to ${nodes === 1 ? '1 node' : `${nodes} nodes`}. The tables say the same.`,
    name: 'Name', nodes: 'Nodes', state: 'State', mode: 'Mode', lag: 'Lag', lost: 'Lost batches',
    settled: 'settled',
    moving: (arcs) => `${arcs === 1 ? '1 arc moves' : `${arcs} arcs move`}`,
    unsettled: 'settling',
    modes: { fast: 'fast', strict: 'strict' },
    modeHint: { fast: 'An announce is answered when one owner knows', strict: 'An announce is answered when all owners know' },
    millis: (n) => (n < 10000 ? `${n} ms` : `${Math.round(n / 1000)} s`),
    how: 'Torrents are dealt out by the first bits of their info-hashes, to 128 arcs. The outer band shows the owner of each, the inner bands its successor and that one’s successor: they know all that it knows.',
    point: 'Point at an arc or a node, or press one.',
    arc: (arc) => `Arc ${arc}`,
    hashes: (range) => `hashes ${range}`,
    shares: (owns, first, second) => `owns ${owns} arcs, is the successor in ${first}, and the successor’s successor in ${second}`,
    where: 'Where does a torrent live?',
    whereHint: 'Info-hash or magnet link',
    whereBad: 'There is no info-hash in that: 40 hexadecimal digits, 64 of a v2 torrent.',
    inArc: (arc) => `In arc ${arc}`,
    ranks: ['Owner', 'Successor', 'Its successor'],
    alsoHolds: 'For now also',
    movesTo: (names) => `Moves to ${names.join(' → ')}.`,
    columns: {
      node: 'Node', owns: 'Owner', first: 'Successor', second: 'Its successor', swarms: 'Swarms', peers: 'Peers',
      arcs: 'Arcs', hashes: 'Hashes', to: 'Moves to',
    },
    here: 'this one',
    page: 'page', pageOf: (name) => `The page of ${name}`,
    show: 'Show its arcs',
    log: 'Changes',
    logNone: 'Nothing has changed since this page was opened.',
    joined: (name) => `${name} joined`,
    left: (name) => `${name} left`,
    moved: (moved, taken, seconds, moving) => {
      const parts = [];
      if (moved > 0) parts.push(moved === 1 ? '1 arc moved' : `${moved} arcs moved`);
      if (taken > 0) parts.push(taken === 1 ? '1 arc taken over by a node that had it' : `${taken} arcs taken over by a node that had them`);
      if (moving > 0) parts.push(moving === 1 ? '1 arc still moves' : `${moving} arcs still move`);
      if (seconds === undefined) parts.push('not settled yet');
      else parts.push(Number.isNaN(seconds) ? 'settled' : `settled within ${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`);
      return parts.join(', ');
    },
    all: 'All arcs',
  },

  error: (what) => `Not possible: ${what}`,
  unreachable: 'the tracker does not answer',
  retry: 'Try again',
};
