"""The DynamoDB tables, and the ports that store their data in them."""
