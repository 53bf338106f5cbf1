// Waste manifests: the three sides each do theirs; one is on its way, one is to be matched, one does not agree and has an alert.

import { day, make, step } from './api.mjs';

// The site, the plate, what, how much left, what the carrier says (none: not yet), what came in (none: still on its way), what the disposal site says.
const LOADS = [
	['滨江路工地', '闽A12345D', 'soil', '16.5', null, null, null],
	['文昌路地铁站', '闽A22810D', 'slurry', '15', '15', '14.8', 'yes'],
	['青榆路安置房', '闽A30977D', 'demolition', '17', '17', '12', 'differ'],
	['北苑小区改造', '闽A41206D', 'decoration', null, null, null, null],
];

export async function makeManifests() {
	for (const [site, vehicle, waste, out, carried, came, accepted] of LOADS) {
		const id = await make('gongdi', 'manifest', {
			title: `${site}—${vehicle}—东郊消纳场`, source_unit: `${site}项目部`, source_permit: `云渣核〔${day(0).slice(0, 4)}〕15号`, source_place: { text: site },
			waste, carrier_unit: '通达运输公司', vehicle, vehicle_permit_until: day(200), capacity: '18', disposal_unit: '东郊消纳场', disposal_permit: '云消核8号',
		});
		if (!out) continue;
		await step('gongdi', 'manifest', id, 'leave', { values: { out_amount: out } });
		if (!carried) continue;
		await step('yunshu', 'manifest', id, 'carry', { values: { carried_amount: carried, driver: '马师傅', route: '环城路—东郊大道' } });
		if (!came) continue;
		await step('xiaona', 'manifest', id, 'arrive', { values: { in_amount: came, accepted, disposal_way: 'reuse' } });
		if (accepted === 'yes') continue;
		await make('zhifa', 'alert', { kind: 'A5', detail: '东郊大道中途停留 14 分钟，货箱举升', found: 'terminal' }, id);
		await step('zhifa', 'manifest', id, 'dispute', { reason: '出进场相差 5 立方米，中途有举升' });
	}
	return LOADS.length;
}
