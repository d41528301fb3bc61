"""Letters to people, on paper and on screen: paragraphs and tables in, a PDF or plain text out."""
