"""The outside: files and Salesforce. Each outside thing has one door here, which turns its errors into ours."""
