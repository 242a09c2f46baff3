// jsforce against the stand-in: prints what it got, the test beside it asserts. Usage: node jsforce.mjs URL TOKEN
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.join(process.cwd(), "package.json"));
const jsforce = require("jsforce");
require("jsforce/lib/api/soap");
require("jsforce/lib/api/bulk2");

const [instanceUrl, accessToken] = process.argv.slice(2);
const conn = new jsforce.Connection({ instanceUrl, accessToken, version: "64.0" });
conn.bulk2.pollInterval = 20;
conn.bulk2.pollTimeout = 10000;
const out = {};

const person = { LastName: "Lovelace", FirstName: "Ada", Company: "Engines", Email: "ada@engines.example" };
out.created = await conn.sobject("Lead").create([person, { ...person, FirstName: "A." }, { Company: "No name" }]);
const [master, loser] = out.created.map((r) => r.id);
out.updated = await conn.sobject("Lead").update({ Id: master, Title: "Countess" });
out.read = await conn.sobject("Lead").retrieve(master);
const first = await conn.query("SELECT Id, Title FROM Lead ORDER BY CreatedDate", { autoFetch: false });
out.first = first.records.length;
out.done = first.done;
out.more = first.done ? 0 : (await conn.queryMore(first.nextRecordsUrl)).records.length;
out.unknown = await conn.query("SELECT Nothing__c FROM Lead").catch((e) => e.errorCode);

out.merged = await conn.soap.merge([
  { masterRecord: { type: "Lead", Id: master, Title: "Analyst", fieldsToNull: ["FirstName"] }, recordToMergeIds: [loser] },
]);
out.all = (await conn.query("SELECT Id, IsDeleted, MasterRecordId FROM Lead WHERE IsDeleted = true", { scanAll: true })).records;
out.undeleted = await conn.soap.undelete([loser]);
out.deleted = await conn.sobject("Lead").destroy(loser);

const account = await conn.sobject("Account").create({ Name: "Engines" });
const contact = await conn.sobject("Contact").create({ LastName: "Lovelace", AccountId: account.id });
out.converted = await conn.soap.convertLead([
  { leadId: master, accountId: account.id, contactId: contact.id, convertedStatus: "Qualified", doNotCreateOpportunity: true,
    overwriteLeadSource: false, sendNotificationEmail: false },
]);
out.contact = await conn.sobject("Contact").retrieve(contact.id);

const loaded = await conn.bulk2.loadAndWaitForResults({ object: "Lead", operation: "insert",
  input: [{ LastName: "Müller, \"Jo\"", Company: "Straße" }, { LastName: "", Company: "No name" }] });
out.loaded = { good: loaded.successfulResults.length, bad: loaded.failedResults.map((r) => r.sf__Error) };
out.bulk = await (await conn.bulk2.query("SELECT LastName, Company FROM Lead WHERE Company = 'straße'")).toArray();
console.log(JSON.stringify(out));
