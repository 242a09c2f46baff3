"""The one door to a Salesforce org: session, bulk and REST queries, SOAP, extract and sink."""
