var u='/1.html';document.writeln('<li><a href="'+u+'">停水</a>2026-11-08</li>'); // x
/* y */